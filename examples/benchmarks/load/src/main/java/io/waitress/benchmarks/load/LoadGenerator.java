package io.waitress.benchmarks.load;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks an HTTP/1.1 server for {@code --path} over {@code --connections}, for {@code --warmup} and then
 * {@code --seconds}. Prints READY when the connections are open, and a line of JSON at the end. With a {@code --rate}
 * the load is an {@link OpenLoop}, without one a {@link ClosedLoop}. With {@code --other} every hundredth request is for
 * that path, and only the others' latency counts.
 */
final class LoadGenerator {

    private LoadGenerator() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> options = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            options.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        int port = Integer.parseInt(options.get("--port"));
        int connections = Integer.parseInt(options.get("--connections"));
        double rate = Double.parseDouble(options.getOrDefault("--rate", "0"));
        double warmup = Double.parseDouble(options.getOrDefault("--warmup", "0"));
        double seconds = Double.parseDouble(options.get("--seconds"));
        RequestMix mix = new RequestMix(port, options.get("--path"), options.get("--other"));
        Loop loop = rate > 0 ? new OpenLoop(port, connections, mix, rate) : new ClosedLoop(port, connections, mix);
        System.out.println("READY");
        Report report = loop.run(warmup, seconds);
        System.out.println(report.json());
        // The receiving thread and open sockets end with the process.
        System.exit(0);
    }
}
