/** All that is used of vega and vega-lite. The build puts them into this module's output (scripts/bundle-libraries.js). */
export { parse, View } from 'vega';
export { compile } from 'vega-lite';
