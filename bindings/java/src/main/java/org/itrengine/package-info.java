/**
 * Tickets from issue to resolution, carried out by a library inside the program.
 *
 * <p>A {@link org.itrengine.Pack} has the rules, a {@link org.itrengine.Store} the tickets, and an
 * {@link org.itrengine.Engine} carries out a {@link org.itrengine.Command} for an {@link org.itrengine.Actor} at an instant
 * that the program gives. What goes wrong is an {@link org.itrengine.ItrException}.
 */
package org.itrengine;
