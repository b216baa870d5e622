package io.waitress.core.internal.parse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From the bytes of a request to its head: what a load generator sends, and what a browser sends. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestParserBenchmark {

    private static final String SHORT = """
            GET /hello HTTP/1.1
            Host: 127.0.0.1:8080

            """;

    private static final String BROWSER = """
            GET /shop/items?page=2&sort=price HTTP/1.1
            Host: shop.example.com
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
            Accept-Language: en-GB,en;q=0.5
            Accept-Encoding: gzip, deflate
            Connection: keep-alive
            Cookie: theme=dark; JSESSIONID=0123456789abcdef0123456789abcdef
            Upgrade-Insecure-Requests: 1
            Cache-Control: max-age=0

            """;

    /** Which of the two. */
    @Param({"short", "browser"})
    public String request;

    private final RequestParser parser = new RequestParser(new ParserLimits(262_144, 100, 1 << 30),
            new Origin("http", "waitress.invalid", 8080));
    private ByteBuffer input;

    /** Puts the request where those from a socket are. */
    @Setup
    public void fill() {
        byte[] bytes = (request.equals("short") ? SHORT : BROWSER).replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        input = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    }

    /** Parses the whole head at once. */
    @Benchmark
    public Object parse() {
        input.flip();
        parser.parse(input);
        return parser.head();
    }
}
