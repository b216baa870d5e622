package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.model.LifecycleCallbacks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is known of an application's pages when it is loaded. Immutable.
 *
 * @param source where the application comes from, by which its compiled pages are found again
 * @param tagLibraries the jars that have descriptors of tag libraries, in the order of search
 * @param parent where jars with tag libraries are looked for besides, or null
 * @param callbacks what is to be called on tag handlers
 * @param workFolder where compiled pages are kept between starts, or null
 * @param recheck the time after which a page is looked at for changes, in whole seconds; zero for never
 * @param precompile whether all pages are compiled at the start
 * @param legacy whether pages were made for {@code javax.servlet}
 */
public record PageSetup(PageSource source, List<Path> tagLibraries, ClassLoader parent,
        LifecycleCallbacks callbacks, Path workFolder, Duration recheck, boolean precompile, boolean legacy) {

    public PageSetup {
        tagLibraries = List.copyOf(tagLibraries);
    }

    /** Tells whether pages can change while the application runs, and somebody wants to know. */
    boolean watched() {
        return !source.archive() && !recheck.isZero();
    }
}
