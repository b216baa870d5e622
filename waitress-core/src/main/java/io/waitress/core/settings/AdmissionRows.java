package io.waitress.core.settings;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The table of the settings about admission. */
final class AdmissionRows {

    static final List<String> NAMES = List.of("connectionLimitPerAddress", "headerTimeout", "queueTimeout",
            "minReceiveRate", "minSendRate");

    private AdmissionRows() {
    }

    static Setting row(String name) {
        return switch (name) {
            case "connectionLimitPerAddress" -> of(name, TextType.count(),
                    AdmissionSettings.Builder::connectionLimitPerAddress, AdmissionSettings::connectionLimitPerAddress,
                    "Open connections of one client address, trusted proxies excepted; 0 for any number.");
            case "headerTimeout" -> of(name, TextType.seconds(),
                    AdmissionSettings.Builder::headerTimeout, AdmissionSettings::headerTimeout,
                    "Time from the first byte of a request to the end of its header fields; then 408.");
            case "queueTimeout" -> of(name, TextType.seconds(),
                    AdmissionSettings.Builder::queueTimeout, AdmissionSettings::queueTimeout,
                    "Time that a request may wait for a worker; then 503. 0 for any time.");
            case "minReceiveRate" -> of(name, TextType.bytes(),
                    AdmissionSettings.Builder::minReceiveRate, AdmissionSettings::minReceiveRate,
                    "Bytes a second that a client must send of a request body, over 5 s; 0 for any rate.");
            case "minSendRate" -> of(name, TextType.bytes(),
                    AdmissionSettings.Builder::minSendRate, AdmissionSettings::minSendRate,
                    "Bytes a second that a client must take of a response, over 30 s; 0 for any rate.");
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static <T> Setting of(String name, TextType<T> type, BiConsumer<AdmissionSettings.Builder, T> setter,
            Function<AdmissionSettings, T> getter, String help) {
        return Setting.of(name, type, (builder, value) -> setter.accept(builder.admission, value),
                settings -> getter.apply(settings.admission()), help);
    }
}
