import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { badInput } from '../../core/errors.ts';
import { isFile } from '../../platform/files.ts';
import { openFile } from '../../platform/open-file.ts';
import { findRun, RUN_NAME } from '../find-run.ts';
import { readRun } from '../read-run.ts';
import type { Command } from './command.ts';

/** Opens the page of a run in the browser; where there is none, says where the page is. */
export const openCommand: Command<{ readonly run: string }> = {
  builder: (yargs) => yargs.positional('run', { type: 'string', default: 'latest', describe: RUN_NAME }),
  async handler({ run }) {
    const dir = await findRun(run);
    await readRun(dir);
    const page = resolve(join(dir, 'report.html'));
    if (!(await isFile(page))) throw badInput(`${dir}: has no report.html yet`, `audit-bench report ${dir} makes it`);
    const opened = openFile(page, process.env);
    console.log(opened ? page : pathToFileURL(page).href);
  },
};
