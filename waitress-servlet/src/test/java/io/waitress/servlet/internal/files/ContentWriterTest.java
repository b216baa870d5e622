package io.waitress.servlet.internal.files;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.internal.text.ByteRanges.Range;
import io.waitress.servlet.spi.Resource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class ContentWriterTest {

    @Test
    void closesAFileThatHasBecomeShorterThanTheRangeBegins() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        Resource resource = Mockito.mock(Resource.class);
        Mockito.when(resource.open()).thenReturn(new ByteArrayInputStream(new byte[3]) {
            @Override
            public void close() {
                closed.set(true);
            }
        });

        assertThrows(EOFException.class,
                () -> new ContentWriter(resource, new ByteArrayOutputStream()).write(new Range(5, 9)));

        assertTrue(closed.get());
    }
}
