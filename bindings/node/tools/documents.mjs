// The documents of the schema: as TypeScript types, and as shapes that say where in them an instant, a length or data is.

/** "stored_ticket" → "StoredTicket", but for names that classes have, or that say too little alone. */
export function typeName(name) {
  const told = { actor: "ActorDocument", pack: "PackDescription", error: "ErrorDocument", value: "ValueDocument" };
  return told[name] ?? name.replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase());
}

const written = { instant: "Date", given_instant: "Instant", length: "number", given_length: "Length", data: "Data" };

function comment(definition, indent) {
  return definition.description ? `${indent}/** ${definition.description} */\n` : "";
}

function typeOf(definition, indent) {
  if (definition.$ref) {
    const name = definition.$ref.split("/").pop();
    return written[name] ?? typeName(name);
  }
  if ("const" in definition) return JSON.stringify(definition.const);
  if (definition.enum) return definition.enum.map((each) => JSON.stringify(each)).join(" | ");
  const choices = definition.oneOf ?? definition.anyOf;
  if (choices) return choices.map((each) => typeOf(each, indent)).join(" | ");
  switch (definition.type) {
    case "string": return "string";
    case "integer": return "number";
    case "boolean": return "boolean";
    case "array": return list(typeOf(definition.items, indent));
    case "object": return objectType(definition, indent);
    default: return "Value";
  }
}

function list(item) {
  return `readonly ${/[ |]/.test(item) && !item.startsWith("{") ? `(${item})` : item}[]`;
}

function objectType(definition, indent) {
  if (!definition.properties) {
    const values = definition.additionalProperties;
    return `{ readonly [name: string]: ${values ? typeOf(values, indent) : "Value"} }`;
  }
  return `{\n${members(definition, `${indent}  `)}${indent}}`;
}

function members(definition, indent) {
  const required = new Set(definition.required ?? []);
  return Object.entries(definition.properties)
    .map(([name, each]) => {
      const optional = name === "v" || !required.has(name) ? "?" : "";
      return `${comment(each, indent)}${indent}readonly ${name}${optional}: ${typeOf(each, indent)};\n`;
    })
    .join("");
}

/** One interface for each form of a command, and one for what all of them have. */
function commandTypes(definition) {
  const forms = definition.oneOf.map((form) => [`${typeName(form.properties.op.const)}Command`, form]);
  const [first, ...others] = forms.map(([, form]) => form.properties);
  const isCommon = ([name, each]) => others.every((form) => JSON.stringify(form[name]) === JSON.stringify(each));
  const common = Object.fromEntries(Object.entries(first).filter(isCommon));
  const own = (form) => ({
    ...form,
    properties: Object.fromEntries(Object.entries(form.properties).filter(([name]) => !(name in common))),
  });
  const base = `export interface AnyCommand {\n${members({ properties: common, required: ["actor"] }, "  ")}}`;
  const interfaces = forms.map(([name, form]) =>
    `export interface ${name} extends AnyCommand {\n${members(own(form), "  ")}}`);
  return `${base}\n\n${interfaces.join("\n\n")}\n\n${comment(definition, "")}export type Command =\n${forms
    .map(([name]) => `  | ${name}`).join("\n")};`;
}

/** A commit's steps are as the journal has them. */
const commit = `/** A commit as the journal has it, without what the actor must not see. */
export interface Commit {
  readonly at: Date;
  readonly steps: readonly Value[];
  readonly [name: string]: Value;
}`;

export function documentsSource(schema, origin) {
  const types = Object.entries(schema.definitions)
    .filter(([name]) => !(name in written))
    .map(([name, definition]) => {
      if (name === "command") return commandTypes(definition);
      if (name === "commit") return commit;
      return `${comment(definition, "")}export interface ${typeName(name)} {\n${members(definition, "  ")}}`;
    });
  return `// The documents that go in and come out. ${origin}
//
// Their members have the names that they have in every language. Instants come out as \`Date\`, lengths of time as
// milliseconds.
import type { Data, Instant, Length, Value } from "./values.js";

${types.join("\n\n")}
`;
}

// ---- shapes

/** Where something is to be turned into another value; undefined: nowhere. */
function shapeOf(definition, definitions) {
  if (definition.$ref) {
    const name = definition.$ref.split("/").pop();
    if (name === "instant" || name === "given_instant") return "instant";
    if (name === "length" || name === "given_length") return "length";
    if (name === "data") return "data";
    if (name === "commit") return { at: "instant", steps: "data" };
    return shapeOf(definitions[name], definitions);
  }
  if (Object.keys(definition).length === 0) return "data";
  if (definition.type === "array") {
    const item = shapeOf(definition.items, definitions);
    return item === undefined ? undefined : [item];
  }
  if (definition.type !== "object" || !definition.properties) return undefined;
  const found = Object.entries(definition.properties)
    .map(([name, each]) => [name, shapeOf(each, definitions)])
    .filter(([, shape]) => shape !== undefined);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function shownShape(shape) {
  if (typeof shape === "string") return JSON.stringify(shape);
  if (Array.isArray(shape)) return `[${shownShape(shape[0])}]`;
  return `{ ${Object.entries(shape).map(([name, each]) => `${name}: ${shownShape(each)}`).join(", ")} }`;
}

export function shapesSource(schema, api, origin) {
  const out = new Set(Object.values(api.callbacks).map((each) => each.snapshot));
  for (const each of api.functions)
    for (const parameter of each.parameters)
      if (parameter.kind === "out_owned_bytes" && parameter.document) out.add(parameter.document);
  const shapes = [...out].sort()
    .map((name) => [name, shapeOf(schema.definitions[name], schema.definitions)])
    .filter(([, shape]) => shape !== undefined)
    .map(([name, shape]) => `  ${name}: ${shownShape(shape)},`);
  return `// Where instants, lengths and data are in the documents that come out. ${origin}

export type Shape = "instant" | "length" | "data" | readonly [Shape] | { readonly [member: string]: Shape };

export const shapes = {
${shapes.join("\n")}
} as const satisfies Record<string, Shape>;
`;
}
