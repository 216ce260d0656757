// Documents: from what JavaScript gives to JSON, and from JSON to what JavaScript gets.
import type { Bindings, Command } from "./documents.js";
import { MisuseError } from "./errors.js";
import { shapes } from "./shapes.js";
import { decode, encodeData, type Data } from "./values.js";

/** Reads a document of that name. */
export function read<Document>(name: string, text: string): Document {
  const document: unknown = JSON.parse(text);
  const shape = (shapes as Partial<Record<string, (typeof shapes)[keyof typeof shapes]>>)[name];
  return (shape === undefined ? document : decode(document, shape)) as Document;
}

// JSON.stringify writes half of a surrogate pair as an escape, and nothing else that begins so.
const half = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/** As JSON. Half of a surrogate pair is refused as in all texts: no UTF-8 can say it. */
export function json(document: object): string {
  const text = JSON.stringify(document);
  if (text.includes("\\ud") && half.test(text)) {
    const message = "expected texts in Unicode, but found half of a surrogate pair";
    throw new MisuseError({ code: "capi.not_utf8", message, diagnostics: [] });
  }
  return text;
}

function plain(command: Command): object {
  if (!("data" in command) || command.data === undefined) return command;
  const data = encodeData(command.data);
  return data === command.data ? command : { ...command, data };
}

export function writeCommand(command: Command): string {
  return json(plain(command));
}

export function writeCommands(commands: readonly Command[]): string {
  return json({ commands: commands.map(plain) });
}

/** Values by field name, or null where there are none. */
export function writeData(data: Data | undefined): string | null {
  return data === undefined ? null : json(encodeData(data));
}

export function writeBindings(bindings: Bindings["bindings"]): string {
  return json({ bindings: encodeData(bindings ?? {}) });
}

/** A document without data of a ticket, or null for the defaults. */
export function write(document: object | undefined): string | null {
  return document === undefined ? null : json(document);
}
