package io.waitress.servlet.internal.mapping;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a path to the servlet it is mapped to, among few and many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PathMapperBenchmark {

    /** How many servlets have patterns of each kind. */
    @Param({"1", "10", "1000"})
    public int servlets;

    private PathMapper<Integer> mapper;
    private String exact;
    private String prefix;
    private String extension;

    /** Maps the servlets. */
    @Setup
    public void map() {
        PathMapper.Builder<Integer> builder = PathMapper.builder();
        for (int i = 0; i < servlets; i++) {
            builder.add(UrlPattern.of("/exact/" + i), i);
            builder.add(UrlPattern.of("/prefix/" + i + "/*"), i);
            builder.add(UrlPattern.of("*.x" + i), i);
        }
        builder.add(UrlPattern.of("/"), -1);
        mapper = builder.build();
        int last = servlets - 1;
        exact = "/exact/" + last;
        prefix = "/prefix/" + last + "/some/longer/path";
        extension = "/folder/page.x" + last;
    }

    /** {@code /exact/i}. */
    @Benchmark
    public Object exact() {
        return mapper.match(exact);
    }

    /** {@code /prefix/i/*}. */
    @Benchmark
    public Object prefix() {
        return mapper.match(prefix);
    }

    /** {@code *.xi}. */
    @Benchmark
    public Object extension() {
        return mapper.match(extension);
    }

    /** A path that only the default servlet takes. */
    @Benchmark
    public Object fallback() {
        return mapper.match("/folder/other/file.txt");
    }
}
