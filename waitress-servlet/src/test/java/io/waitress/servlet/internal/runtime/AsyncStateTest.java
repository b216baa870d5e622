package io.waitress.servlet.internal.runtime;

import static io.waitress.servlet.internal.runtime.AsyncState.COMPLETED;
import static io.waitress.servlet.internal.runtime.AsyncState.COMPLETE_ASKED;
import static io.waitress.servlet.internal.runtime.AsyncState.COMPLETING;
import static io.waitress.servlet.internal.runtime.AsyncState.DISPATCHED;
import static io.waitress.servlet.internal.runtime.AsyncState.DISPATCHING;
import static io.waitress.servlet.internal.runtime.AsyncState.DISPATCH_ASKED;
import static io.waitress.servlet.internal.runtime.AsyncState.FAILING;
import static io.waitress.servlet.internal.runtime.AsyncState.NOTIFYING;
import static io.waitress.servlet.internal.runtime.AsyncState.RESTARTED;
import static io.waitress.servlet.internal.runtime.AsyncState.STARTED;
import static io.waitress.servlet.internal.runtime.AsyncState.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AsyncStateTest {

    private static final Map<AsyncState, Set<AsyncState>> LEGAL = new EnumMap<>(Map.ofEntries(
            Map.entry(STARTED, EnumSet.of(WAITING, COMPLETE_ASKED, DISPATCH_ASKED, NOTIFYING)),
            Map.entry(WAITING, EnumSet.of(COMPLETING, DISPATCHING, NOTIFYING)),
            Map.entry(COMPLETE_ASKED, EnumSet.of(COMPLETING, NOTIFYING)),
            Map.entry(DISPATCH_ASKED, EnumSet.of(DISPATCHING, NOTIFYING)),
            Map.entry(NOTIFYING, EnumSet.of(COMPLETE_ASKED, DISPATCH_ASKED, FAILING)),
            Map.entry(FAILING, EnumSet.of(COMPLETE_ASKED, DISPATCH_ASKED, COMPLETING, RESTARTED)),
            Map.entry(DISPATCHING, EnumSet.of(DISPATCHED)),
            Map.entry(DISPATCHED, EnumSet.of(COMPLETING, NOTIFYING, RESTARTED)),
            Map.entry(COMPLETING, EnumSet.of(COMPLETED)),
            Map.entry(COMPLETED, EnumSet.noneOf(AsyncState.class)),
            Map.entry(RESTARTED, EnumSet.noneOf(AsyncState.class))));

    @ParameterizedTest
    @EnumSource
    void allowsTheseTransitionsAndNoOthers(AsyncState from) {
        for (AsyncState to : AsyncState.values()) {
            assertEquals(LEGAL.get(from).contains(to), from.leadsTo(to), from + " to " + to);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersOnlyWithLegalTransitions(AsyncState from) {
        for (AsyncState to : new AsyncState[] {from.onComplete(), from.onDispatch(), from.onReturn()}) {
            assertTrue(to == null || from.leadsTo(to), from + " to " + to);
        }
        assertEquals(from.leadsTo(RESTARTED), from.restartable());
    }

    @Test
    void acceptsCompletionAndDispatchOnlyWhileNeitherWasAsked() {
        EnumSet<AsyncState> open = EnumSet.of(STARTED, WAITING, NOTIFYING, FAILING);
        for (AsyncState state : AsyncState.values()) {
            assertEquals(open.contains(state), state.onComplete() != null, "complete in " + state);
            assertEquals(open.contains(state), state.onDispatch() != null, "dispatch in " + state);
        }
    }

    @Test
    void countsAsStartedUntilAskedOutsideOrCarriedOut() {
        EnumSet<AsyncState> started =
                EnumSet.of(STARTED, WAITING, COMPLETE_ASKED, DISPATCH_ASKED, NOTIFYING, FAILING);
        for (AsyncState state : AsyncState.values()) {
            assertEquals(started.contains(state), state.started(), state.name());
        }
    }
}
