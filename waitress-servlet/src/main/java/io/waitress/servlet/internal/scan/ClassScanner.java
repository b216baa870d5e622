package io.waitress.servlet.internal.scan;

import io.waitress.servlet.internal.files.Parallel;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes indexes of jars and folders, each once, all processors at work, and keeps them in a store. ASM is touched only
 * when a class has something to read. Used by one thread.
 */
public final class ClassScanner {

    private static final Logger LOG = LoggerFactory.getLogger(ClassScanner.class);
    private static final String ASM = "org/objectweb/asm/ClassReader.class";

    private final IndexStore store;     // or null
    private final boolean asm;

    /**
     * Creates a scanner.
     *
     * @param store where indexes are kept between starts, or null
     */
    public ClassScanner(IndexStore store) {
        this(store, ClassScanner.class.getClassLoader().getResource(ASM) != null);
    }

    ClassScanner(IndexStore store, boolean asm) {
        this.store = store;
        this.asm = asm;
    }

    /** Tells whether ASM is there, without which nothing can be searched for. */
    public boolean able() {
        return asm;
    }

    /**
     * Returns the index of each location, in the same order.
     *
     * @throws IOException naming a location that cannot be read
     */
    public List<ClassIndex> scan(List<? extends ClassLocation> locations, Depth depth) throws IOException {
        Unread unread = new Unread();
        ClassIndex[] indexes = new ClassIndex[locations.size()];
        if (indexes.length == 1) {
            indexes[0] = named(locations.get(0), depth, unread);
        } else {
            Parallel.forEach(indexes.length, i -> indexes[i] = named(locations.get(i), depth, unread));
        }
        if (store != null) {
            store.prune();
        }
        unread.warn();
        return List.of(indexes);
    }

    private ClassIndex named(ClassLocation location, Depth depth, Unread unread) throws IOException {
        try {
            return index(location, depth, unread);
        } catch (IOException e) {
            throw new IOException("the classes of " + location.label() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private ClassIndex index(ClassLocation location, Depth depth, Unread unread) throws IOException {
        if (!asm) {
            location.forEach(unread);
            return ClassIndex.EMPTY;
        }
        String key = store == null ? null : location.contentKey(depth);
        if (key == null) {
            return read(location, depth);
        }
        ClassIndex kept = store.load(key, depth);
        if (kept == null && depth == Depth.DEPLOYMENT) {
            kept = store.load(key, Depth.HIERARCHY);
        }
        if (kept != null) {
            return kept;
        }
        ClassIndex index = read(location, depth);
        store.save(key, depth, index);
        return index;
    }

    private static ClassIndex read(ClassLocation location, Depth depth) throws IOException {
        Reading reading = new Reading(depth);
        location.forEach(reading);
        reading.warn(location.label());
        return reading.index == null ? ClassIndex.EMPTY : reading.index.build();
    }

    /** Reads the classes of one location, and begins an index with the first that has something. */
    private static final class Reading implements ClassLocation.Receiver {

        private final Depth depth;
        private IndexBuilder index;
        private int skipped;
        private String firstSkipped;

        Reading(Depth depth) {
            this.depth = depth;
        }

        @Override
        public void accept(String className, String place, byte[] file) {
            try {
                if (depth == Depth.HIERARCHY || ConstantPool.mentionsAny(file)) {
                    if (index == null) {
                        index = new IndexBuilder(depth);
                    }
                    ClassFileReader.read(file, className, index);
                }
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                skipped(place, e); // ASM believes any length and any depth that bytes claim which are no class
            }
        }

        @Override
        public void skipped(String place, Throwable reason) {
            if (skipped++ == 0) {
                firstSkipped = place + ": " + (reason.getMessage() == null ? reason : reason.getMessage());
            }
        }

        /** Such classes cannot be loaded either; whether that matters only their user knows. */
        void warn(String label) {
            if (skipped > 0) {
                LOG.warn("{} of the class files of {} cannot be read and are left out of the search for annotations;"
                        + " the first is {}", skipped, label, firstSkipped);
            }
        }
    }

    /** Notes the classes that there is something to read of, and nothing to read it with. Safe from any thread. */
    private static final class Unread implements ClassLocation.Receiver {

        private final Set<String> classNames = new ConcurrentSkipListSet<>();

        @Override
        public void accept(String className, String place, byte[] file) {
            try {
                if (ConstantPool.mentionsAny(file)) {
                    classNames.add(className);
                }
            } catch (IllegalArgumentException ignored) {
                // no class, and nobody has asked for it
            }
        }

        void warn() {
            if (!classNames.isEmpty()) {
                LOG.warn("The annotations of {} classes, {} among them, are not read: that needs ASM (org.ow2.asm:asm)"
                        + " on the server's class path", classNames.size(), classNames.iterator().next());
            }
        }
    }
}
