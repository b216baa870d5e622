package io.waitress.core.settings;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The table of the settings about management. */
final class ManagementRows {

    static final List<String> NAMES = List.of("healthPath", "readyPath", "shutdownDelay", "accessLog",
            "accessLogFormat", "metricsPath", "managementListen", "requestIdHeader",
            "stuckRequestThreshold", "jmx");

    private ManagementRows() {
    }

    static Setting row(String name) {
        return switch (name) {
            case "healthPath" -> of(name, TextType.text(),
                    ManagementSettings.Builder::healthPath, ManagementSettings::healthPath,
                    "Path that is answered by 200 while the server runs, even if all workers are busy.");
            case "readyPath" -> of(name, TextType.text(),
                    ManagementSettings.Builder::readyPath, ManagementSettings::readyPath,
                    "Path that is answered by 200 while requests are welcome, by 503 otherwise, even if all workers "
                            + "are busy.");
            case "shutdownDelay" -> of(name, TextType.seconds(),
                    ManagementSettings.Builder::shutdownDelay, ManagementSettings::shutdownDelay,
                    "Time that a server told to stop only says 503 on --ready-path and goes on otherwise.");
            case "accessLog" -> of(name, TextType.text(),
                    ManagementSettings.Builder::accessLog, ManagementSettings::accessLog,
                    "File that gets a line for each request; - for the standard output.");
            case "accessLogFormat" -> of(name, TextType.text(),
                    ManagementSettings.Builder::accessLogFormat, settings -> settings.accessLogFormat().toString(),
                    "What the line says: common, combined, json, or a pattern such as '%h \"%r\" %s %D'.");
            case "metricsPath" -> of(name, TextType.text(),
                    ManagementSettings.Builder::metricsPath, ManagementSettings::metricsPath,
                    "Path that gives figures to Prometheus, even if all workers are busy: to clients on this machine, "
                            + "or on --management-listen if that is set.");
            case "managementListen" -> of(name, TextType.listOf("ADDRESS", text -> text),
                    (builder, items) -> builder.managementListen(items.toArray(String[]::new)),
                    settings -> settings.managementListen().stream().map(Object::toString).toList(),
                    "Further address that answers only --health-path, --ready-path and --metrics-path, by plain HTTP. "
                            + "May be repeated.");
            case "requestIdHeader" -> of(name, TextType.text(),
                    ManagementSettings.Builder::requestIdHeader, ManagementSettings::requestIdHeader,
                    "Header such as X-Request-Id by which each response, and the log, tells its request; taken over "
                            + "from a trusted proxy.");
            case "stuckRequestThreshold" -> of(name, TextType.seconds(),
                    ManagementSettings.Builder::stuckRequestThreshold, ManagementSettings::stuckRequestThreshold,
                    "Time that a request may keep a worker before a warning tells what it is at; 0 for any time.");
            case "jmx" -> of(name, TextType.flag(), ManagementSettings.Builder::jmx, ManagementSettings::jmx,
                    "Show the figures by JMX, as io.waitress:type=Server,name=PORT.");
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static <T> Setting of(String name, TextType<T> type, BiConsumer<ManagementSettings.Builder, T> setter,
            Function<ManagementSettings, T> getter, String help) {
        return Setting.of(name, type, (builder, value) -> setter.accept(builder.management, value),
                settings -> getter.apply(settings.management()), help);
    }
}
