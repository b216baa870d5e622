package io.waitress.servlet.internal.naming;

import javax.naming.NameNotFoundException;
import javax.naming.NamingException;

/** What a name stands for. */
sealed interface Binding {

    /** Returns the class name of what is found, as far as it is known, for lists. */
    String type();

    /** An object that is there. */
    record Fixed(Object value) implements Binding {
        @Override
        public String type() {
            return value.getClass().getName();
        }
    }

    /** Another name. */
    record Link(String path, String type) implements Binding {
    }

    /** A name that was declared, and that nothing was given for. */
    record Absent(String reason, String type) implements Binding {

        NamingException error() {
            return new NameNotFoundException(reason);
        }
    }

    /** An object that is made when it is first asked for, and then is always the same. Safe from any thread. */
    final class Made implements Binding {

        private final Maker maker;
        private final String name;
        private final String type;
        private Object value;   // guarded by this

        Made(String name, String type, Maker maker) {
            this.name = name;
            this.type = type;
            this.maker = maker;
        }

        /** Makes an object. */
        @FunctionalInterface
        interface Maker {
            Object make() throws Exception;
        }

        @Override
        public String type() {
            return type;
        }

        synchronized Object get() throws NamingException {
            if (value == null) {
                try {
                    value = maker.make();
                } catch (NamingException e) {
                    throw e;
                } catch (Exception | LinkageError e) {
                    NamingException failure = new NamingException(name + " cannot be made: "
                            + (e instanceof IllegalArgumentException ? e.getMessage() : e.toString()));
                    failure.setRootCause(e);
                    throw failure;
                }
                if (value == null) {
                    throw new NamingException(name + " cannot be made: its factory has returned null");
                }
            }
            return value;
        }
    }
}
