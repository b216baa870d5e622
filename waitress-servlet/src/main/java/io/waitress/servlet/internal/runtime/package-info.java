/**
 * A running web application: its context, the facades that application code sees, filter chains, dispatch, errors and
 * asynchronous requests.
 *
 * <p>A request enters at {@code ServletRequestHandler}. There is one {@code ServletRequestImpl} for its whole life;
 * forwards, includes, error and asynchronous dispatches exchange the {@code DispatchTarget} that it shows, so that an
 * application's wrappers stay what they are.
 */
package io.waitress.servlet.internal.runtime;
