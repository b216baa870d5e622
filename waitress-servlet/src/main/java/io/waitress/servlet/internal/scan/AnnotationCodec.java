package io.waitress.servlet.internal.scan;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stores annotations: each value after a letter for its type. */
final class AnnotationCodec {

    private static final int MAX_NESTING = 8;

    private AnnotationCodec() {
    }

    static void write(ClassAnnotation annotation, DataOutputStream out) throws IOException {
        out.writeUTF(annotation.type());
        out.writeShort(annotation.values().size());
        for (Map.Entry<String, Object> member : annotation.values().entrySet()) {
            out.writeUTF(member.getKey());
            writeValue(member.getValue(), out);
        }
    }

    private static void writeValue(Object value, DataOutputStream out) throws IOException {
        if (value instanceof List<?> items) {
            out.writeByte('[');
            out.writeShort(items.size());
            for (Object item : items) {
                writeValue(item, out);
            }
        } else if (value instanceof ClassAnnotation annotation) {
            out.writeByte('@');
            write(annotation, out);
        } else if (value instanceof Boolean flag) {
            out.writeByte('Z');
            out.writeBoolean(flag);
        } else if (value instanceof Integer number) {
            out.writeByte('I');
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte('J');
            out.writeLong(number);
        } else {
            out.writeByte('s');
            out.writeUTF(value.toString());
        }
    }

    static ClassAnnotation read(DataInputStream in) throws IOException {
        return read(in, 0);
    }

    private static ClassAnnotation read(DataInputStream in, int nesting) throws IOException {
        if (nesting > MAX_NESTING) {
            throw new IOException("annotations are nested deeper than " + MAX_NESTING + " levels");
        }
        String type = in.readUTF();
        Map<String, Object> values = new LinkedHashMap<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            values.put(in.readUTF(), readValue(in, nesting));
        }
        return new ClassAnnotation(type, values);
    }

    private static Object readValue(DataInputStream in, int nesting) throws IOException {
        int type = in.readUnsignedByte();
        return switch (type) {
            case '[' -> {
                if (nesting > MAX_NESTING) {
                    throw new IOException("arrays are nested deeper than " + MAX_NESTING + " levels");
                }
                List<Object> items = new ArrayList<>();
                for (int left = in.readUnsignedShort(); left > 0; left--) {
                    items.add(readValue(in, nesting + 1));
                }
                yield List.copyOf(items);
            }
            case '@' -> read(in, nesting + 1);
            case 'Z' -> in.readBoolean();
            case 'I' -> in.readInt();
            case 'J' -> in.readLong();
            case 's' -> in.readUTF();
            default -> throw new IOException("unknown type of value " + type);
        };
    }
}
