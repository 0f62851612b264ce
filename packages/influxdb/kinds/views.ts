import { fieldFaults, type Fields, type TypeSpec } from "../definition/types.ts";
import { isList, isRecord, type Value } from "../definition/values.ts";

/**
 * The views of a dashboard's cells, as the server (2.9) stores them. It drops keys that are not here, and stores a view
 * in which one value has the wrong type as an empty one, without a word.
 */
type Types = Readonly<Record<string, TypeSpec>>;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const whole = { type: "integer" } as const;
const number = { type: "number" } as const;
const texts = { type: "list", of: text } as const;
const numbers = { type: "list", of: number } as const;

function fields(types: Types): Fields {
  return Object.fromEntries(Object.entries(types).map(([key, type]) => [key, { type, doc: "" }]));
}

function object(types: Types): TypeSpec {
  return { type: "object", name: "", doc: "", fields: fields(types) };
}

function list(types: Types): TypeSpec {
  return { type: "list", of: object(types) };
}

const builderConfig = {
  buckets: texts,
  tags: list({ key: text, values: texts, aggregateFunctionType: text }),
  functions: list({ name: text }),
  aggregateWindow: object({ period: text, fillValues: flag }),
};
const axis = { bounds: texts, label: text, prefix: text, suffix: text, base: text, scale: text };
const colors = list({ id: text, type: text, hex: text, name: text, value: number });
const queries = list({ text, editMode: text, name: text, builderConfig: object(builderConfig) });
const note = { note: text, showNoteWhenEmpty: flag };
const decimalPlaces = object({ isEnforced: flag, digits: whole });
const field = { internalName: text, displayName: text, visible: flag };
const legend = {
  legendColorizeRows: flag,
  legendHide: flag,
  legendOpacity: number,
  legendOrientationThreshold: whole,
};
const xTicks = {
  xColumn: text,
  generateXAxisTicks: texts,
  xTotalTicks: whole,
  xTickStart: number,
  xTickStep: number,
};
const yTicks = {
  yColumn: text,
  generateYAxisTicks: texts,
  yTotalTicks: whole,
  yTickStart: number,
  yTickStep: number,
};
const labels = {
  xAxisLabel: text,
  yAxisLabel: text,
  xPrefix: text,
  xSuffix: text,
  yPrefix: text,
  ySuffix: text,
};
const domains = { xDomain: numbers, yDomain: numbers };
const staticLegend = object({
  colorizeRows: flag,
  heightRatio: number,
  show: flag,
  opacity: number,
  orientationThreshold: whole,
  valueAxis: text,
  widthRatio: number,
});
const lines = {
  ...{ queries, axes: { type: "map", of: object(axis) } as const, staticLegend, colors },
  ...{ ...note, ...xTicks, ...yTicks, ...legend, timeFormat: text, hoverDimension: text },
};
const stat = {
  ...{ queries, colors, prefix: text, tickPrefix: text, suffix: text, tickSuffix: text, decimalPlaces },
  ...note,
};
const layer = {
  ...{
    type: text,
    radiusField: text,
    colorField: text,
    intensityField: text,
    colors,
    radius: whole,
    blur: whole,
  },
  ...{ radiusDimension: object(axis), colorDimension: object(axis), intensityDimension: object(axis) },
  ...{ interpolateColors: flag, trackWidth: whole, speed: whole, randomColors: flag, isClustered: flag },
};

/** What each type of view may hold, beside `shape` and `type`. */
const VIEWS: Readonly<Record<string, Types>> = {
  xy: { ...lines, geom: text, shadeBelow: flag, position: text },
  "line-plus-single-stat": {
    ...{ ...lines, prefix: text, suffix: text, decimalPlaces, shadeBelow: flag, position: text },
  },
  band: { ...lines, geom: text, upperColumn: text, mainColumn: text, lowerColumn: text },
  "single-stat": stat,
  gauge: stat,
  table: {
    ...{ queries, colors, fieldOptions: list(field), timeFormat: text, decimalPlaces, ...note },
    tableOptions: object({
      verticalTimeAxis: flag,
      sortBy: object(field),
      wrapping: text,
      fixFirstColumn: flag,
    }),
  },
  markdown: { note: text },
  heatmap: {
    ...{ queries, colors: texts, binSize: whole, timeFormat: text },
    ...{ ...xTicks, ...yTicks, ...domains, ...labels, ...note, ...legend },
  },
  histogram: {
    ...{ queries, colors, xColumn: text, fillColumns: texts, xDomain: numbers, xAxisLabel: text },
    ...{ position: text, binCount: whole, ...note, ...legend },
  },
  scatter: {
    ...{ queries, colors: texts, fillColumns: texts, symbolColumns: texts, timeFormat: text },
    ...{ ...xTicks, ...yTicks, ...domains, ...labels, ...note, ...legend },
  },
  mosaic: {
    ...{ queries, colors: texts, fillColumns: texts, timeFormat: text, hoverDimension: text },
    ...{ yLabelColumnSeparator: text, yLabelColumns: texts, ySeriesColumns: texts },
    ...{ ...xTicks, ...domains, ...labels, ...note, ...legend },
  },
  geo: {
    ...{ queries, center: object({ lat: number, lon: number }), zoom: number, mapStyle: text },
    ...{ allowPanAndZoom: flag, detectCoordinateFields: flag, colors, layers: list(layer), ...note },
  },
  check: { checkID: text, queries, colors: texts, ...legend },
  "log-viewer": {
    columns: list({ name: text, position: whole, settings: list({ type: text, value: text, name: text }) }),
  },
};

/** Names of all types of view. */
export const viewTypes: readonly string[] = Object.keys(VIEWS);

const SHAPE = "chronograf-v2";
const EMPTY = "empty";

/** What is wrong with a view: each fault with its path. */
export function viewFaults(view: Value, path: string): { path: string; reason: string }[] {
  if (!isRecord(view)) return [];
  const { shape = SHAPE, type, ...rest } = view;
  if (shape === EMPTY && type === undefined && Object.keys(rest).length === 0) return [];
  if (shape !== SHAPE) {
    const reason = `expected "${SHAPE}", or "${EMPTY}" and nothing else, found ${JSON.stringify(shape)}`;
    return [{ path: `${path}.shape`, reason }];
  }
  const types = typeof type === "string" && Object.hasOwn(VIEWS, type) ? VIEWS[type] : undefined;
  if (types === undefined) {
    const found = type === undefined ? "none" : JSON.stringify(type);
    return [{ path: `${path}.type`, reason: `expected one of ${viewTypes.join(", ")}, found ${found}` }];
  }
  return fieldFaults(fields(types), rest, path);
}

/** What is wrong with what the query builder of the UI keeps. */
export function builderFaults(config: Value, path: string): { path: string; reason: string }[] {
  return isRecord(config) ? fieldFaults(fields(builderConfig), config, path) : [];
}

/** A view as it is stored: with its shape, and without what is as good as absent. */
export function plainView(view: Value): Value {
  const plain = withoutZeros(view);
  return isRecord(plain) ? { shape: SHAPE, ...plain } : plain;
}

/** A value without the keys, at any depth, that hold nothing: the server cannot tell them from absent ones. */
export function withoutZeros(value: Value): Value {
  if (isList(value)) return value.map(withoutZeros);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).map(([key, item]): [string, Value] => [key, withoutZeros(item)]);
  return Object.fromEntries(kept.filter(([, item]) => !isZero(item)));
}

function isZero(value: Value): boolean {
  if (isList(value)) return value.length === 0;
  if (isRecord(value)) return Object.keys(value).length === 0;
  return value === null || value === "" || value === 0 || value === false;
}
