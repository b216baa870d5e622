package io.waitress.servlet.internal.model;

import jakarta.servlet.descriptor.JspConfigDescriptor;
import jakarta.servlet.descriptor.JspPropertyGroupDescriptor;
import jakarta.servlet.descriptor.TaglibDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The {@code jsp-config} element.
 *
 * @param taglibs the tag libraries
 * @param propertyGroups the property groups
 */
public record JspSettings(List<Taglib> taglibs, List<PropertyGroup> propertyGroups) implements JspConfigDescriptor {

    public JspSettings {
        taglibs = List.copyOf(taglibs);
        propertyGroups = List.copyOf(propertyGroups);
    }

    @Override
    public Collection<TaglibDescriptor> getTaglibs() {
        return new ArrayList<>(taglibs);
    }

    @Override
    public Collection<JspPropertyGroupDescriptor> getJspPropertyGroups() {
        return new ArrayList<>(propertyGroups);
    }

    /**
     * A tag library.
     *
     * @param uri its URI
     * @param location the path of its descriptor
     */
    public record Taglib(String uri, String location) implements TaglibDescriptor {

        @Override
        public String getTaglibURI() {
            return uri;
        }

        @Override
        public String getTaglibLocation() {
            return location;
        }
    }

    /** A {@code jsp-property-group}: the texts of its elements, null for one that is absent. */
    public record PropertyGroup(
            List<String> urlPatterns,
            String elIgnored,
            String errorOnElNotFound,
            String pageEncoding,
            String scriptingInvalid,
            String isXml,
            List<String> includePreludes,
            List<String> includeCodas,
            String deferredSyntaxAllowedAsLiteral,
            String trimDirectiveWhitespaces,
            String defaultContentType,
            String buffer,
            String errorOnUndeclaredNamespace) implements JspPropertyGroupDescriptor {

        public PropertyGroup {
            urlPatterns = List.copyOf(urlPatterns);
            includePreludes = List.copyOf(includePreludes);
            includeCodas = List.copyOf(includeCodas);
        }

        @Override
        public Collection<String> getUrlPatterns() {
            return new ArrayList<>(urlPatterns);
        }

        @Override
        public String getElIgnored() {
            return elIgnored;
        }

        @Override
        public String getErrorOnELNotFound() {
            return errorOnElNotFound;
        }

        @Override
        public String getPageEncoding() {
            return pageEncoding;
        }

        @Override
        public String getScriptingInvalid() {
            return scriptingInvalid;
        }

        @Override
        public String getIsXml() {
            return isXml;
        }

        @Override
        public Collection<String> getIncludePreludes() {
            return new ArrayList<>(includePreludes);
        }

        @Override
        public Collection<String> getIncludeCodas() {
            return new ArrayList<>(includeCodas);
        }

        @Override
        public String getDeferredSyntaxAllowedAsLiteral() {
            return deferredSyntaxAllowedAsLiteral;
        }

        @Override
        public String getTrimDirectiveWhitespaces() {
            return trimDirectiveWhitespaces;
        }

        @Override
        public String getDefaultContentType() {
            return defaultContentType;
        }

        @Override
        public String getBuffer() {
            return buffer;
        }

        @Override
        public String getErrorOnUndeclaredNamespace() {
            return errorOnUndeclaredNamespace;
        }
    }
}
