package io.waitress.servlet.internal.model;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * Where a servlet, filter or listener comes from.
 *
 * @param <T> the component's kind
 */
public sealed interface ComponentSource<T> {

    /**
     * Returns the name of the component's class as far as it is known before an instance exists, else of the
     * supplier's.
     */
    String className();

    /** Names a class that the application's class loader loads when the component is first needed. */
    record Named<T>(String className) implements ComponentSource<T> {
        public Named {
            Objects.requireNonNull(className, "className");
        }
    }

    /** A class with a public constructor without parameters. */
    record Typed<T>(Class<? extends T> type) implements ComponentSource<T> {
        public Typed {
            Objects.requireNonNull(type, "type");
        }

        @Override
        public String className() {
            return type.getName();
        }
    }

    /** A finished object, used as it is. */
    record Given<T>(T instance) implements ComponentSource<T> {
        public Given {
            Objects.requireNonNull(instance, "instance");
        }

        @Override
        public String className() {
            return instance.getClass().getName();
        }
    }

    /** A factory, asked once for each start of the application. */
    record Supplied<T>(Supplier<? extends T> supplier) implements ComponentSource<T> {
        public Supplied {
            Objects.requireNonNull(supplier, "supplier");
        }

        @Override
        public String className() {
            return supplier.getClass().getName();
        }
    }
}
