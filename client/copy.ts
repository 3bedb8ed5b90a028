/** Buttons that copy a text; where that is not permitted they select it. */
export function copyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => void copy(button));
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset['copy'] ?? '');
  try {
    await navigator.clipboard.writeText(source?.textContent ?? '');
    button.textContent = 'copied';
  } catch {
    const range = document.createRange();
    range.selectNodeContents(source ?? document.body);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
    button.textContent = 'selected, press Ctrl-C';
  }
}
