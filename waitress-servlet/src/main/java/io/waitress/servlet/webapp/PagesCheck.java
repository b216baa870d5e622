package io.waitress.servlet.webapp;

import io.waitress.core.settings.Settings;
import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.internal.check.Finding;
import io.waitress.servlet.internal.check.Kind;
import io.waitress.servlet.internal.jsp.PageCheck;
import io.waitress.servlet.internal.jsp.PageMistake;
import io.waitress.servlet.internal.jsp.PageSetup;
import io.waitress.servlet.internal.jsp.PageSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Compiles the pages of an application, in a context that has nothing of the application but its resources, classes and
 * what its descriptor says of pages. Used once, by one thread.
 */
final class PagesCheck {

    private static final Pattern SHOWN = Pattern.compile("\\d+:.*|An error occurred at line: .*");
    private static final int MOST_LINES = 3;

    private final Path location;
    private final ApplicationFiles files;
    private final WebAppClassLoader loader;
    private final WebAppOptions options;
    private final List<Finding> findings;

    PagesCheck(Path location, ApplicationFiles files, WebAppClassLoader loader, WebAppOptions options,
            List<Finding> findings) {
        this.location = location;
        this.files = files;
        this.loader = loader;
        this.options = options;
        this.findings = findings;
    }

    /** Returns the number of pages. */
    int run(DeclaredCheck declared) throws IOException {
        if (declared.tagLibraries() == null) {
            return 0;
        }
        try (ResourceBase resources = files.openResources(declared.libraries())) {
            return compile(declared, resources);
        }
    }

    private int compile(DeclaredCheck declared, ResourceBase resources) throws IOException {
        WebXml webXml = declared.webXml();
        PageCheck check = new PageCheck(new PageSetup(PageSource.of(location, files.fileName()),
                declared.tagLibraries().jars(), options.parent(), webXml.model().callbacks(), options.workFolder(),
                options.jspCheckInterval(), true, files.legacy()));
        ServletApplication pages = ServletApplication.of(model(webXml, check), resources, loader);
        try {
            pages.start(Settings.builder().build());
            pages.stop();
        } catch (ServletException e) {
            findings.add(Finding.warning(Kind.PAGE, "", e.getMessage(), ""));
        }
        check.mistakes().forEach(mistake -> findings.add(finding(mistake)));
        return check.pages();
    }

    private DeploymentModel model(WebXml webXml, PageCheck check) {
        DeploymentModel declared = webXml.model();
        String path = options.contextPath() != null ? options.contextPath() : webXml.defaultContextPath();
        DeploymentModel.Builder model = DeploymentModel.builder().contextPath(path == null || path.equals("/") ? "" : path)
                .majorVersion(declared.majorVersion()).minorVersion(declared.minorVersion()).jsp(declared.jsp())
                .servlet(check.servlet());
        for (Map.Entry<String, String> parameter : declared.contextParameters().entrySet()) {
            model.contextParameter(parameter.getKey(), parameter.getValue());
        }
        return model.build();
    }

    private static Finding finding(PageMistake mistake) {
        String file = mistake.file().substring(1);
        String page = mistake.page().substring(1);
        return Finding.warning(Kind.PAGE, file, (file.equals(page) ? "" : "of " + page + ": ") + text(mistake),
                "A page with a mistake answers 500 when it is asked for.").at(mistake.line());
    }

    /** Returns the first of what the compiler says, without the lines of the page that it shows. */
    private static String text(PageMistake mistake) {
        List<String> lines = mistake.text().lines().filter(line -> !SHOWN.matcher(line).matches()).distinct()
                .limit(MOST_LINES).toList();
        return lines.isEmpty() ? mistake.text() : String.join("\n", lines);
    }
}
