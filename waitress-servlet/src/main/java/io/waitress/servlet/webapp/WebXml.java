package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.DeploymentModel;
import java.util.List;

/**
 * What a {@code web.xml} says: the model, and what matters only to whoever completes the model.
 *
 * @param model all that the runtime needs; its context path is not yet set
 * @param metadataComplete what the attribute {@code metadata-complete} says, or null if it is absent
 * @param absoluteOrdering the names of {@code absolute-ordering} with {@link #OTHERS} for its {@code others}, or null
 * @param defaultContextPath where the application would like to be served, in the form of a context path, or null
 * @param undeclared the mistakes of mappings that name a servlet or filter without declaration; none if code of the
 *     application adds it
 * @param lazyServlets the servlets of a file that are loaded when they are first needed, so that a missing class is seen
 *     late
 * @param unmapped the servlets of annotations that nothing maps and that are not loaded at the start
 */
record WebXml(
        DeploymentModel model, Boolean metadataComplete, List<String> absoluteOrdering, String defaultContextPath,
        List<DescriptorException> undeclared, List<Declared> lazyServlets, List<Declared> unmapped) {

    /**
     * A servlet, and where it is declared.
     *
     * @param name the servlet's name
     * @param className its class
     * @param place file and line, or the annotated class
     */
    record Declared(String name, String className, String place) {
    }

    /** Stands for all fragments that an ordering does not name; no fragment can have this name. */
    static final String OTHERS = "<others>";

    WebXml {
        undeclared = List.copyOf(undeclared);
        lazyServlets = List.copyOf(lazyServlets);
        unmapped = List.copyOf(unmapped);
        absoluteOrdering = absoluteOrdering == null ? null : List.copyOf(absoluteOrdering);
    }

    /** Returns the same with another model. */
    WebXml withModel(DeploymentModel other) {
        return new WebXml(other, metadataComplete, absoluteOrdering, defaultContextPath, undeclared, lazyServlets,
                unmapped);
    }
}
