package org.itrengine;

/**
 * The type of a value, itself a value of expressions: what {@code type(1)} gives.
 *
 * @param name "int", "string" …
 */
public record ValueType(String name) {}
