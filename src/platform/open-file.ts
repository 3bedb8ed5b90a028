import { execa } from 'execa';
import { findOnPath } from './programs.ts';

/** What opens a file with the program that the user has chosen for it, by system. */
const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
  linux: ['xdg-open', 'wslview'],
};

/** Opens a file outside of us and waits for nothing. `false`: there is no program for that, or no screen. */
export function openFile(file: string, environment: Readonly<Record<string, string | undefined>>): boolean {
  const { DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME, PATH = '' } = environment;
  const hasScreen = process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY ?? WSL_DISTRO_NAME);
  const opener = (OPENERS[process.platform] ?? []).map((name) => findOnPath(name, PATH)).find(Boolean);
  if (!hasScreen || opener === undefined) return false;
  const child = execa(opener, [file], { detached: true, stdio: 'ignore', reject: false, cleanup: false });
  child.unref();
  return true;
}
