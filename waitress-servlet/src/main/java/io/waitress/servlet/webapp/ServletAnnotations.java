package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.MultipartLimits;
import io.waitress.servlet.internal.model.SecuritySettings;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.internal.scan.ClassAnnotation;
import jakarta.servlet.HttpConstraintElement;
import jakarta.servlet.HttpMethodConstraintElement;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.ServletSecurity.EmptyRoleSemantic;
import jakarta.servlet.annotation.ServletSecurity.TransportGuarantee;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies the annotations that say something about every servlet of a class, however it is declared: limits for forms,
 * the role it runs as, the roles it knows, and its constraints. What a descriptor says of the servlet comes first.
 * Stateless.
 */
final class ServletAnnotations {

    private ServletAnnotations() {
    }

    /**
     * Completes a model.
     *
     * @param model what descriptors and annotations declare
     * @param classes the annotations that count, by class name
     * @throws DescriptorException if an annotation contradicts itself
     */
    static DeploymentModel apply(DeploymentModel model, Map<String, List<ClassAnnotation>> classes) {
        DeploymentModel.Builder complete = model.toBuilder().withoutServlets();
        Set<String> roles = new LinkedHashSet<>(model.security().roles());
        for (ServletDefinition servlet : model.servlets()) {
            List<ClassAnnotation> annotations =
                    servlet.source() == null ? List.of() : classes.getOrDefault(servlet.source().className(), List.of());
            complete.servlet(annotations.isEmpty() ? servlet : apply(servlet, annotations, roles));
        }
        SecuritySettings declared = model.security();
        return complete.security(new SecuritySettings(declared.constraints(), roles, declared.login(),
                declared.denyUncoveredMethods())).build();
    }

    private static ServletDefinition apply(ServletDefinition servlet, List<ClassAnnotation> annotations,
            Set<String> roles) {
        ServletDefinition.Builder complete = servlet.toBuilder();
        for (ClassAnnotation annotation : annotations) {
            switch (annotation.type()) {
                case ClassAnnotation.MULTIPART_CONFIG -> {
                    if (servlet.multipart() == null) {
                        complete.multipart(limits(annotation));
                    }
                }
                case ClassAnnotation.RUN_AS -> {
                    if (servlet.runAs() == null) {
                        complete.runAs(annotation.value("value", String.class));
                    }
                }
                case ClassAnnotation.DECLARE_ROLES -> roles.addAll(annotation.texts("value"));
                case ClassAnnotation.SERVLET_SECURITY ->
                        complete.security(security(annotation, servlet.source().className()));
                default -> { } // said in elements already
            }
        }
        return complete.build();
    }

    private static MultipartLimits limits(ClassAnnotation annotation) {
        String location = annotation.value("location", String.class);
        Long file = annotation.value("maxFileSize", Long.class);
        Long request = annotation.value("maxRequestSize", Long.class);
        Integer threshold = annotation.value("fileSizeThreshold", Integer.class);
        return new MultipartLimits(location == null ? "" : location, file == null ? -1 : file,
                request == null ? -1 : request, threshold == null ? 0 : threshold);
    }

    private static ServletSecurityElement security(ClassAnnotation annotation, String className) {
        try {
            ClassAnnotation all = annotation.value("value", ClassAnnotation.class);
            List<HttpMethodConstraintElement> methods = new ArrayList<>();
            for (ClassAnnotation method : annotation.annotations("httpMethodConstraints")) {
                methods.add(new HttpMethodConstraintElement(method.value("value", String.class),
                        constraint(method, "emptyRoleSemantic")));
            }
            return new ServletSecurityElement(
                    all == null ? new HttpConstraintElement() : constraint(all, "value"), methods);
        } catch (IllegalArgumentException e) {
            throw new DescriptorException(className, 0, "@ServletSecurity: " + e.getMessage(), e);
        }
    }

    private static HttpConstraintElement constraint(ClassAnnotation annotation, String semanticMember) {
        String semantic = annotation.value(semanticMember, String.class);
        String transport = annotation.value("transportGuarantee", String.class);
        return new HttpConstraintElement(
                semantic == null ? EmptyRoleSemantic.PERMIT : EmptyRoleSemantic.valueOf(semantic),
                transport == null ? TransportGuarantee.NONE : TransportGuarantee.valueOf(transport),
                annotation.texts("rolesAllowed").toArray(String[]::new));
    }
}
