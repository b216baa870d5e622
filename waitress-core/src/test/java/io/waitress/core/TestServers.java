package io.waitress.core;

import io.waitress.core.exchange.Application;
import io.waitress.core.settings.Settings;
import java.util.function.UnaryOperator;

/**
 * Starts servers on free ports of the loopback address, with one dispatcher on however many processors: what it has
 * done for one client tells a test what it has done for another.
 */
final class TestServers {

    private TestServers() {
    }

    static WaitressServer start(Application application) throws Exception {
        return start(application, settings -> settings);
    }

    static WaitressServer start(Application application, UnaryOperator<Settings.Builder> settings) throws Exception {
        return WaitressServer.create(application,
                settings.apply(Settings.builder().listen("127.0.0.1:0").dispatchers(1).threads(4)).build()).start();
    }
}
