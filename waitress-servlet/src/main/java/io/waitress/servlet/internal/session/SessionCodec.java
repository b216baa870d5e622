package io.waitress.servlet.internal.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes bytes of the sessions of one application and back. Each attribute stands on its own, so that one that cannot be
 * written or read costs only itself; an object that two attributes share becomes two. Safe from any thread, to be called
 * with the application's class loader as the thread's.
 */
public final class SessionCodec {

    private static final Logger LOG = LoggerFactory.getLogger(SessionCodec.class);
    private static final int VERSION = 1;
    private static final int MAX_ATTRIBUTES = 100_000;

    private final String application;
    private final ClassLoader loader;
    private final LoginCodec logins;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /** What stands for a login outside the session's attributes. */
    public interface LoginCodec {

        /** Returns what stands for a login, or null for nothing. */
        Serializable write(Object login);

        /** Returns the login that something stands for, or null if it is none. */
        Object read(Object written);
    }

    /**
     * @param application its context path, for messages
     * @param loader finds its classes
     * @param logins makes values of logins
     */
    public SessionCodec(String application, ClassLoader loader, LoginCodec logins) {
        this.application = application.isEmpty() ? "/" : application;
        this.loader = loader;
        this.logins = logins;
    }

    /** Writes a session, without what cannot be written. */
    byte[] write(HttpSessionImpl session) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(VERSION);
        out.writeUTF(session.getId());
        out.writeLong(session.created());
        out.writeLong(session.accessed());
        out.writeInt(session.getMaxInactiveInterval());
        Serializable login = logins.write(session.login());
        writeBlock(out, login == null ? null : serialised("the login", login));
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        session.attributes().forEach((name, value) -> {
            byte[] written = serialised(name, value);
            if (written != null) {
                attributes.put(name, written);
            }
        });
        out.writeInt(attributes.size());
        for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
            writeBlock(out, serialised("", attribute.getKey()));
            writeBlock(out, attribute.getValue());
        }
        return bytes.toByteArray();
    }

    private static void writeBlock(DataOutputStream out, byte[] block) throws IOException {
        out.writeInt(block == null ? 0 : block.length);
        if (block != null) {
            out.write(block);
        }
    }

    /** Returns null if a value cannot be written, which is said once for each name. */
    private byte[] serialised(String name, Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            report(name, "is not kept: an object of " + value.getClass().getName() + " cannot be serialised", e);
            return null;
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a session, without what cannot be read.
     *
     * @throws IOException if it is none, or of another version
     */
    HttpSessionImpl read(byte[] content, SessionManager manager) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException("version " + version + "; expected " + VERSION);
        }
        HttpSessionImpl session =
                new HttpSessionImpl(manager, in.readUTF(), in.readLong(), in.readLong(), in.readInt());
        byte[] login = readBlock(in);
        if (login.length > 0) {
            session.login(null, logins.read(deserialised("the login", login)));
        }
        int count = in.readInt();
        if (count < 0 || count > MAX_ATTRIBUTES) {
            throw new IOException(count + " attributes; expected at most " + MAX_ATTRIBUTES);
        }
        for (int i = 0; i < count; i++) {
            Object name = deserialised("", readBlock(in));
            Object value = deserialised(String.valueOf(name), readBlock(in));
            if (name instanceof String text && value != null) {
                session.attributes().put(text, value);
            }
        }
        return session;
    }

    private static byte[] readBlock(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a block of " + length + " bytes; there are " + in.available());
        }
        return in.readNBytes(length);
    }

    /** Returns null if a value cannot be read, which is said once for each name. */
    private Object deserialised(String name, byte[] bytes) {
        SessionFilter filter = new SessionFilter(loader);
        try (ObjectInputStream in = new Input(new ByteArrayInputStream(bytes), loader, filter)) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError | StackOverflowError e) {
            report(name, filter.refused() == null ? "cannot be restored" : "is not restored: it holds "
                    + filter.refused(), e);
            return null;
        }
    }

    private void report(String name, String problem, Throwable cause) {
        if (reported.size() < MAX_ATTRIBUTES && reported.add(name)) {
            LOG.warn("Session attribute '{}' of the application at '{}' {} ({})", name, application, problem,
                    cause.toString());
        }
    }

    /** Finds classes as the application does, and lets a filter for the whole virtual machine count too. */
    private static final class Input extends ObjectInputStream {

        private final ClassLoader loader;

        Input(InputStream source, ClassLoader loader, ObjectInputFilter filter) throws IOException {
            super(source);
            this.loader = loader;
            ObjectInputFilter general = getObjectInputFilter();
            setObjectInputFilter(general == null ? filter : info ->
                    general.checkInput(info) == ObjectInputFilter.Status.REJECTED
                            ? ObjectInputFilter.Status.REJECTED
                            : filter.checkInput(info));
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description); // primitive types have no loader
            }
        }
    }
}
