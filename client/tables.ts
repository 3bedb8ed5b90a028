/** Columns whose head is a button sort their table. */
export function sortTables(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('th button'))
    button.addEventListener('click', () => sortBy(button.closest('th') as HTMLTableCellElement));
}

function sortBy(header: HTMLTableCellElement): void {
  const table = header.closest('table');
  const body = table?.tBodies[0];
  if (table === null || body === undefined) return;
  const ascending = header.getAttribute('aria-sort') !== 'ascending';
  for (const other of table.querySelectorAll('th[aria-sort]')) other.setAttribute('aria-sort', 'none');
  header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
  const key = (row: HTMLTableRowElement): string =>
    row.cells[header.cellIndex]?.dataset['value'] ?? row.cells[header.cellIndex]?.textContent ?? '';
  const compare = (a: HTMLTableRowElement, b: HTMLTableRowElement): number => {
    const [left, right] = [key(a), key(b)];
    const difference = Number(left) - Number(right);
    return Number.isNaN(difference) ? left.localeCompare(right) : difference;
  };
  const rows = [...body.rows].sort((a, b) => (ascending ? compare(a, b) : compare(b, a)));
  body.append(...rows);
}

/** A field that leaves the rows of a table that hold its words. */
export function filterTables(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>('input[data-filter]')) {
    field.closest('[hidden]')?.removeAttribute('hidden');
    field.addEventListener('input', () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of document.querySelectorAll<HTMLTableRowElement>(`#${field.dataset['filter'] ?? ''} tbody tr`))
        row.hidden = !words.every((word) => (row.textContent ?? '').toLowerCase().includes(word));
    });
  }
}

/** A table that is wider than its place says so. */
export function sayWhatScrolls(): void {
  const look = new ResizeObserver((entries) => {
    for (const { target } of entries) target.classList.toggle('scrolls', target.scrollWidth > target.clientWidth + 1);
  });
  for (const place of document.querySelectorAll('.scroll')) look.observe(place);
}
