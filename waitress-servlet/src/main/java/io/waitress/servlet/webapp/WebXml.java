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
 */
record WebXml(
        DeploymentModel model, Boolean metadataComplete, List<String> absoluteOrdering, String defaultContextPath) {

    /** Stands for all fragments that an ordering does not name; no fragment can have this name. */
    static final String OTHERS = "<others>";

    WebXml {
        absoluteOrdering = absoluteOrdering == null ? null : List.copyOf(absoluteOrdering);
    }
}
