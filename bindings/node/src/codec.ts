// Documents: from what JavaScript gives to JSON, and from JSON to what JavaScript gets.
import type { Bindings, Command } from "./documents.js";
import { shapes } from "./shapes.js";
import { decode, encodeData, type Data } from "./values.js";

/** Reads a document of that name. */
export function read<Document>(name: string, text: string): Document {
  const document: unknown = JSON.parse(text);
  const shape = (shapes as Partial<Record<string, (typeof shapes)[keyof typeof shapes]>>)[name];
  return (shape === undefined ? document : decode(document, shape)) as Document;
}

function plain(command: Command): unknown {
  if (!("data" in command) || command.data === undefined) return command;
  const data = encodeData(command.data);
  return data === command.data ? command : { ...command, data };
}

export function writeCommand(command: Command): string {
  return JSON.stringify(plain(command));
}

export function writeCommands(commands: readonly Command[]): string {
  return JSON.stringify({ commands: commands.map(plain) });
}

/** Values by field name, or null where there are none. */
export function writeData(data: Data | undefined): string | null {
  return data === undefined ? null : JSON.stringify(encodeData(data));
}

export function writeBindings(bindings: Bindings["bindings"]): string {
  return JSON.stringify({ bindings: encodeData(bindings ?? {}) });
}

/** A document without data of a ticket, or null for the defaults. */
export function write(document: object | undefined): string | null {
  return document === undefined ? null : JSON.stringify(document);
}
