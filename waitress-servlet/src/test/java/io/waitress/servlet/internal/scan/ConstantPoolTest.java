package io.waitress.servlet.internal.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstantPoolTest {

    static class Plain {
        long number = 1234567890123L;
        double fraction = 0.5;
        Runnable task = () -> { };
    }

    @MultipartConfig
    static class Marked {
    }

    @WebListener
    interface MarkedInterface {
    }

    private static byte[] file(Class<?> type) throws IOException {
        String name = type.getName();
        try (InputStream in = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in.readAllBytes();
        }
    }

    @Test
    void tellsWhetherAClassCanHaveAnAnnotation() throws IOException {
        assertEquals(false, ConstantPool.mentionsAny(file(Plain.class)));
        assertEquals(false, ConstantPool.mentionsAny(file(String.class)));
        assertEquals(true, ConstantPool.mentionsAny(file(Marked.class)));
        assertEquals(true, ConstantPool.mentionsAny(file(MarkedInterface.class)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 9, 10, 11, 40, 100})
    void refusesWhatEndsEarly(int length) throws IOException {
        byte[] cut = Arrays.copyOf(file(Plain.class), length);

        assertThrows(IllegalArgumentException.class, () -> ConstantPool.mentionsAny(cut));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "10, 99"})
    void refusesWhatIsNoClass(int position, byte value) throws IOException {
        byte[] broken = file(Plain.class);
        broken[position] = value;

        assertThrows(IllegalArgumentException.class, () -> ConstantPool.mentionsAny(broken));
    }
}
