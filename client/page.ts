import { copyButtons } from './copy.ts';
import { livePlots } from './plots.ts';
import { filterTables, sayWhatScrolls, sortTables } from './tables.ts';

/**
 * The page's script: charts say what is under the pointer, tables are sorted, flags are copied. Without it the page shows
 * the same charts and numbers.
 */
sortTables();
filterTables();
copyButtons();
sayWhatScrolls();
livePlots();
document.documentElement.dataset['script'] = 'on';
