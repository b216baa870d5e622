package io.waitress.core.internal.http1;

import io.waitress.core.http.MutableHeaders;
import io.waitress.core.http.Status;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From status and fields to the bytes of a response's head. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ResponseEncoderBenchmark {

    private static final long LENGTH = 1234;

    /** How many fields the application sets besides Content-Type. */
    @Param({"0", "8"})
    public int fields;

    private final ResponseEncoder encoder =
            new ResponseEncoder("waitress", new DateHeader(System::currentTimeMillis));
    private final MutableHeaders headers = new MutableHeaders();
    private final Status status = Status.of(200);
    private ByteBuffer output;

    /** Sets the fields. */
    @Setup
    public void fill() {
        headers.add("Content-Type", "text/html;charset=UTF-8");
        for (int i = 0; i < fields; i++) {
            headers.add("X-Field-" + i, "value of field number " + i);
        }
        output = ByteBuffer.allocateDirect(4096);
    }

    /** Encodes the whole head. */
    @Benchmark
    public ByteBuffer encode() {
        output.clear();
        encoder.putHead(output, status, headers);
        ResponseEncoder.putLength(output, LENGTH);
        ResponseEncoder.putEnd(output);
        return output;
    }
}
