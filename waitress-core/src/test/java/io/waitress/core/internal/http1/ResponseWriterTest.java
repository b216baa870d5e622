package io.waitress.core.internal.http1;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.waitress.core.internal.buffer.BufferMemory;
import io.waitress.core.internal.buffer.ScratchPool;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponseWriterTest {

    @Test
    void closesTheFileForWhichThereIsNoMemory(@TempDir Path folder) throws Exception {
        Scratches none = new Scratches(new ScratchPool(1000, 1, size -> {
            throw new OutOfMemoryError("deliberate");
        }));
        ResponseWriter writer = new ResponseWriter(none, new ContentChunk(BufferMemory.of(1 << 20).chunks()), null);
        FileChannel file = FileChannel.open(Files.createFile(folder.resolve("file")));

        assertThrows(OutOfMemoryError.class, () -> writer.write(new byte[0], 0, file, 0, 1));

        assertFalse(file.isOpen());
    }
}
