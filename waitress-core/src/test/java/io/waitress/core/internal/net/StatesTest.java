package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatesTest {

    @Test
    void connectionMovesOnlyForward() {
        Map<ConnectionState, Set<ConnectionState>> legal = Map.of(
                ConnectionState.OPEN, Set.of(ConnectionState.CLOSING, ConnectionState.CLOSED),
                ConnectionState.CLOSING, Set.of(ConnectionState.CLOSED),
                ConnectionState.CLOSED, Set.of());

        for (ConnectionState from : ConnectionState.values()) {
            for (ConnectionState to : ConnectionState.values()) {
                if (legal.get(from).contains(to)) {
                    assertEquals(to, from.to(to));
                } else {
                    assertThrows(IllegalStateException.class, () -> from.to(to), from + " to " + to);
                }
            }
        }
    }

    @Test
    void serverMovesOnlyForward() {
        Map<ServerState, Set<ServerState>> legal = Map.of(
                ServerState.NEW, Set.of(ServerState.RUNNING, ServerState.STOPPED),
                ServerState.RUNNING, Set.of(ServerState.DRAINING),
                ServerState.DRAINING, Set.of(ServerState.STOPPED),
                ServerState.STOPPED, Set.of());

        for (ServerState from : ServerState.values()) {
            for (ServerState to : ServerState.values()) {
                if (legal.get(from).contains(to)) {
                    assertEquals(to, from.to(to));
                } else {
                    assertThrows(IllegalStateException.class, () -> from.to(to), from + " to " + to);
                }
            }
        }
    }
}
