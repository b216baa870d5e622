package io.waitress.core.settings;

import java.time.Duration;

/** Checks the settings about admission and management. */
final class AdmissionRules {

    private final AdmissionSettings.Builder admission;
    private final ManagementSettings.Builder management;
    private final SettingsProblems problems;

    AdmissionRules(Settings.Builder settings, SettingsProblems problems) {
        this.admission = settings.admission;
        this.management = settings.management;
        this.problems = problems;
    }

    void check() {
        problems.number("connectionLimitPerAddress", admission.connectionLimitPerAddress);
        problems.number("minReceiveRate", admission.minReceiveRate);
        problems.number("minSendRate", admission.minSendRate);
        problems.time("headerTimeout", admission.headerTimeout, SettingsRules.SHORTEST);
        problems.time("queueTimeout", admission.queueTimeout, Duration.ZERO);
        problems.time("shutdownDelay", management.shutdownDelay, Duration.ZERO);
        problems.parsed("accessLogFormat", management.accessLogFormat, AccessLogFormat::parse);
        checkPath("healthPath", management.healthPath);
        checkPath("readyPath", management.readyPath);
        problems.time("stuckRequestThreshold", management.stuckRequestThreshold, Duration.ZERO);
        checkMetrics();
        checkRequestIdHeader();
        if (!management.healthPath.isEmpty() && management.healthPath.equals(management.readyPath)) {
            problems.pair("readyPath", management.readyPath, "may not be the same as", "healthPath");
        }
        if (management.shutdownDelay != null && !management.shutdownDelay.isZero() && management.readyPath.isEmpty()) {
            problems.pair("shutdownDelay", management.shutdownDelay, "has no meaning without", "readyPath");
        }
    }

    /** A field that means something else would make a message another one. */
    private void checkRequestIdHeader() {
        String name = management.requestIdHeader;
        if (!name.isEmpty() && !name.matches("(?i)X-(?!Forwarded)[a-z0-9-]+|[a-z0-9-]+-ID")) {
            problems.error("requestIdHeader", name, "expected the name of a header field that begins with X- or ends in "
                    + "-Id, such as X-Request-Id");
        }
    }

    private void checkMetrics() {
        checkPath("metricsPath", management.metricsPath);
        if (!management.metricsPath.isEmpty()) {
            if (management.metricsPath.equals(management.healthPath)) {
                problems.pair("metricsPath", management.metricsPath, "may not be the same as", "healthPath");
            }
            if (management.metricsPath.equals(management.readyPath)) {
                problems.pair("metricsPath", management.metricsPath, "may not be the same as", "readyPath");
            }
        }
        for (String address : management.managementListen) {
            problems.parsed("managementListen", address, ListenAddress::parse);
            if (address.startsWith(ListenAddress.HTTPS)) {
                problems.error("managementListen", address, "expected an address for plain HTTP");
            }
        }
        if (!management.managementListen.isEmpty() && management.healthPath.isEmpty() && management.readyPath.isEmpty()
                && management.metricsPath.isEmpty()) {
            problems.error("managementListen", management.managementListen,
                    "expected a health, ready or metrics path to be set, as nothing else is answered there");
        }
    }

    private void checkPath(String name, String path) {
        if (!path.isEmpty() && (!path.startsWith("/") || !SettingsRules.urlPath(path))) {
            problems.error(name, path, "expected a path such as /healthz, without query and white space");
        }
    }
}
