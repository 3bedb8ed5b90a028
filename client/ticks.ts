const SVG = 'http://www.w3.org/2000/svg';
const TICKS = 6;

/** The stretch of the horizontal axis that is shown. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The axis that was drawn with the chart: its labels, ticks and upright lines belong to the whole. */
export function hideAxis(area: SVGGElement, hidden: boolean): void {
  for (const axis of area.querySelectorAll<SVGGElement>('.role-axis')) {
    const upright = axis.querySelector('line[y2]:not([y2="0"])') !== null;
    if (!upright) continue;
    for (const part of axis.querySelectorAll<SVGElement>('.role-axis-label, .role-axis-tick, .role-axis-grid'))
      part.style.display = hidden ? 'none' : '';
  }
}

/** Labels of a stretch beneath the plot; `null` takes them away. */
export function drawTicks(area: SVGGElement, window: Window | null, size: { width: number; height: number }): void {
  area.querySelector('.own-ticks')?.remove();
  if (window === null) return;
  const group = area.appendChild(document.createElementNS(SVG, 'g'));
  group.setAttribute('class', 'own-ticks');
  const step = niceStep((window.to - window.from) / TICKS);
  for (let x = Math.ceil(window.from / step) * step; x <= window.to; x += step) {
    const text = group.appendChild(document.createElementNS(SVG, 'text'));
    text.textContent = String(Number(x.toPrecision(6)));
    text.setAttribute('x', String(((x - window.from) / (window.to - window.from)) * size.width));
    text.setAttribute('y', String(size.height + 17));
    text.setAttribute('text-anchor', 'middle');
    text.setAttribute('font-size', '13px');
    text.setAttribute('fill', 'currentColor');
  }
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10);
}
