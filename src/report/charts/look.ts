/** Okabe and Ito's colours, told apart with any kind of colour vision; they stand out on white and on black. */
export const COLOURS = {
  blue: '#0072b2',
  green: '#009e73',
  vermilion: '#d55e00',
  orange: '#e69f00',
  purple: '#cc79a7',
  sky: '#56b4e9',
  grey: '#808080',
} as const;

export const PALETTE = [COLOURS.blue, COLOURS.green, COLOURS.vermilion, COLOURS.orange, COLOURS.purple, COLOURS.sky];
/** With its axis about as wide as a phone is, so that the letters of a chart are there as large as they say. */
export const WIDTH = 320;
export const HEIGHT = 170;
/** Room for the labels of a vertical axis, the same for all charts over time: plots beneath each other are aligned. */
export const AXIS_WIDTH = 48;
/** Drawn at 92 % on a phone of 390 pixels, where 11 are the least that can be read; the style makes them smaller where there is room. */
const FONT_SIZE = 13;

/** What all charts share: colours of the page, quiet grid lines. The font is the page's. */
export const config = {
  background: 'transparent',
  padding: 2,
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    domainColor: 'currentColor',
    tickColor: 'currentColor',
    gridColor: '#8884',
    labelFontSize: FONT_SIZE,
    titleFontSize: FONT_SIZE,
    titleFontWeight: 'normal',
    labelOverlap: 'greedy',
    labelSeparation: 4,
  },
  legend: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    orient: 'top',
    title: null,
    labelFontSize: FONT_SIZE,
    labelLimit: 220,
  },
  title: { color: 'currentColor' },
  view: { stroke: null },
} as const;

/** A chart with names on its axis: with them as wide as the charts over time are with theirs, however long they are. */
export const WHOLE = { width: WIDTH + AXIS_WIDTH + 34, autosize: { type: 'fit-x', contains: 'padding' } } as const;
