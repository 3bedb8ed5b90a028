import { transforms } from 'vega-dataflow';
import * as encode from 'vega-encode';
import * as basic from 'vega-transforms';
import * as marks from 'vega-view-transforms';

// The transforms that compiled vega-lite charts of the page use; the whole of vega is a third larger.
Object.assign(transforms, basic, marks, encode);

export { parse } from 'vega-parser';
export { View } from 'vega-view';
