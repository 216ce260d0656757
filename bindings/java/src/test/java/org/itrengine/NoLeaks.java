package org.itrengine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test leaves as many handles open as it found. */
final class NoLeaks implements BeforeEachCallback, AfterEachCallback {
    private long before;

    @Override
    public void beforeEach(ExtensionContext context) {
        before = Itr.openHandles();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertEquals(before, Itr.openHandles(), "open handles after the test");
    }
}
