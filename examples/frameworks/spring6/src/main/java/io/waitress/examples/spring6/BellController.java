package io.waitress.examples.spring6;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Clients that wait until another one rings. */
@RestController
public class BellController {

    private final Queue<DeferredResult<String>> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<SseEmitter> listening = new ConcurrentLinkedQueue<>();

    @GetMapping("/bell")
    public DeferredResult<String> await() {
        DeferredResult<String> ring = new DeferredResult<>(null, "silence");
        waiting.add(ring);
        ring.onCompletion(() -> waiting.remove(ring));
        return ring;
    }

    @GetMapping("/bell/silence")
    public DeferredResult<String> timeout() {
        return new DeferredResult<>(50L, "silence");
    }

    @GetMapping("/bell/waiting")
    public String waiting() {
        return waiting.size() + " " + listening.size();
    }

    @GetMapping("/bell/events")
    public SseEmitter events() throws IOException {
        SseEmitter emitter = new SseEmitter();
        emitter.onCompletion(() -> listening.remove(emitter));
        emitter.send(SseEmitter.event().comment("listening"));
        listening.add(emitter);
        return emitter;
    }

    @PostMapping("/bell")
    public Callable<String> ring(@RequestBody String sound) {
        return () -> {
            int heard = 0;
            for (DeferredResult<String> one = waiting.poll(); one != null; one = waiting.poll()) {
                heard += one.setResult(sound) ? 1 : 0;
            }
            for (SseEmitter one : listening) {
                one.send(SseEmitter.event().name("ring").data(sound));
                one.complete();
                heard++;
            }
            return "heard by " + heard;
        };
    }
}
