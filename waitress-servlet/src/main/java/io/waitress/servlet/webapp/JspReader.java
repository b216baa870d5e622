package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.JspSettings;
import io.waitress.servlet.internal.model.JspSettings.PropertyGroup;
import io.waitress.servlet.internal.model.JspSettings.Taglib;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code jsp-config}, and the tag libraries that stood beside it up to version 2.3. */
final class JspReader {

    private final List<Taglib> taglibs = new ArrayList<>();
    private final List<PropertyGroup> groups = new ArrayList<>();
    private boolean present;

    /** Returns what was read, or null if nothing was. */
    JspSettings settings() {
        return present ? new JspSettings(taglibs, groups) : null;
    }

    void config(XmlElement element) {
        present = true;
        element.allow("taglib", "jsp-property-group");
        element.all("taglib").forEach(this::taglib);
        element.all("jsp-property-group").forEach(group -> groups.add(group(group)));
    }

    void taglib(XmlElement element) {
        present = true;
        element.allow("taglib-uri", "taglib-location");
        taglibs.add(new Taglib(element.requiredValue("taglib-uri"), element.requiredValue("taglib-location")));
    }

    private static PropertyGroup group(XmlElement element) {
        element.allow("url-pattern", "el-ignored", "error-on-el-not-found", "page-encoding", "scripting-invalid",
                "is-xml", "include-prelude", "include-coda", "deferred-syntax-allowed-as-literal",
                "trim-directive-whitespaces", "default-content-type", "buffer", "error-on-undeclared-namespace");
        return new PropertyGroup(
                new DescriptorPaths(true).patterns(element),
                element.optionalValue("el-ignored"),
                element.optionalValue("error-on-el-not-found"),
                element.optionalValue("page-encoding"),
                element.optionalValue("scripting-invalid"),
                element.optionalValue("is-xml"),
                element.values("include-prelude"),
                element.values("include-coda"),
                element.optionalValue("deferred-syntax-allowed-as-literal"),
                element.optionalValue("trim-directive-whitespaces"),
                element.optionalValue("default-content-type"),
                element.optionalValue("buffer"),
                element.optionalValue("error-on-undeclared-namespace"));
    }
}
