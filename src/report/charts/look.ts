/** Okabe and Ito's colours, told apart with any kind of colour vision; they stand out on white and on black. */
export const COLOURS = {
  blue: '#0072b2',
  green: '#009e73',
  vermilion: '#d55e00',
  orange: '#e69f00',
  purple: '#cc79a7',
  sky: '#56b4e9',
} as const;

export const PALETTE = [COLOURS.blue, COLOURS.green, COLOURS.vermilion, COLOURS.orange, COLOURS.purple, COLOURS.sky];
/** About as wide as a column of the page, so that the letters of a chart are as large as they say. */
export const WIDTH = 380;
export const HEIGHT = 170;

/** What all charts share: colours of the page, quiet grid lines. */
export const config = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    domainColor: 'currentColor',
    tickColor: 'currentColor',
    gridColor: '#8885',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelOverlap: 'greedy',
    labelSeparation: 4,
  },
  legend: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    orient: 'top',
    title: null,
    labelFontSize: 12,
    labelLimit: 220,
  },
  title: { color: 'currentColor' },
  view: { stroke: null },
} as const;
