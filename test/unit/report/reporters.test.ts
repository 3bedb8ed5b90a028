import { makeReporters } from '../../../src/report/reporters.ts';
import { reporterContract } from '../../support/contracts/reporter.ts';

for (const reporter of makeReporters('')) {
  // Only the flags need a recommendation.
  reporterContract(reporter, { without: reporter.name === 'flags' ? 'no files' : 'files' });
}
