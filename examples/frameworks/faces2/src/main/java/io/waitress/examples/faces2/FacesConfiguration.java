package io.waitress.examples.faces2;

import javax.enterprise.context.ApplicationScoped;
import javax.faces.annotation.FacesConfig;

/** Asks for JSF 2.3, whose objects are injected by CDI. */
@FacesConfig(version = FacesConfig.Version.JSF_2_3)
@ApplicationScoped
public class FacesConfiguration {
}
