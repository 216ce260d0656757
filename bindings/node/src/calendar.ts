import { raw } from "./library.js";
import type { Pack } from "./pack.js";
import { Resource, handle } from "./resource.js";
import { date, milliseconds, type Instant } from "./values.js";

/** Working time. Lengths are milliseconds; null is "never". */
export class Calendar extends Resource {
  constructor(pack: Pack, name: string) {
    super("calendar", raw().itr_calendar_open(pack[handle], name));
  }

  /** The earliest instant with that much working time between; a negative length goes back. */
  add(from: Instant, lengthMs: number): Date | null {
    return date(raw().itr_calendar_add(this[handle], milliseconds(from), lengthMs));
  }

  /** Working time within [from, to), in milliseconds; negative when `to` is before `from`. */
  between(from: Instant, to: Instant): number {
    return raw().itr_calendar_between(this[handle], milliseconds(from), milliseconds(to));
  }

  isOpen(at: Instant): boolean {
    return raw().itr_calendar_is_open(this[handle], milliseconds(at)) === 1;
  }

  /** The first working instant from `at` on. */
  nextOpen(at: Instant): Date | null {
    return date(raw().itr_calendar_next_open(this[handle], milliseconds(at)));
  }

  /** The end of the working time that `at` lies in, or of the next. */
  nextClose(at: Instant): Date | null {
    return date(raw().itr_calendar_next_close(this[handle], milliseconds(at)));
  }

  /** When a promise falls due that begins at `from`, as packs write it: "4h", "2 working days by 16:00". */
  due(from: Instant, target: string): Date | null {
    return date(raw().itr_calendar_due(this[handle], milliseconds(from), target));
  }

  /** False where `at` lies beyond the days that are announced. */
  isKnown(at: Instant): boolean {
    return raw().itr_calendar_is_known(this[handle], milliseconds(at)) === 1;
  }
}
