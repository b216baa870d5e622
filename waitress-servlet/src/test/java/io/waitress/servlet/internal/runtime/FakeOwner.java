package io.waitress.servlet.internal.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Owns streams under test: allows listeners, and notes what it is told. */
final class FakeOwner implements StreamOwner, OutputOwner {

    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    boolean listenersAllowed = true;

    @Override
    public void requireListenersAllowed(String method) {
        if (!listenersAllowed) {
            throw new IllegalStateException(method);
        }
    }

    @Override
    public Throwable call(Invocation.Call call) {
        return new Invocation(FakeOwner.class.getClassLoader()).run(call);
    }

    @Override
    public void listenerFailed(Throwable cause) {
        events.add("failed " + cause.getMessage());
    }

    @Override
    public void inputRead(boolean blocking) {
        // nothing depends on it here
    }

    @Override
    public void inputClosed() {
        events.add("input closed");
    }

    @Override
    public void inputEnded() {
        // nothing depends on it here
    }

    @Override
    public StreamOwner listenerOwner() {
        return this;
    }

    @Override
    public boolean acceptsOutput() {
        return true;
    }

    @Override
    public void outputWritten() {
        // nothing depends on it here
    }

    @Override
    public boolean acceptsClose() {
        return true;
    }

    @Override
    public void outputClosed() {
        events.add("output closed");
    }
}
