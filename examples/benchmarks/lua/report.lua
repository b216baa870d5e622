-- Shared by every script here: prints one line of JSON when wrk ends.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    'REPORT {"requests": %d, "duration_us": %d, "errors": %d, "p50_us": %.0f, "p99_us": %.0f, "p999_us": %.0f}\n',
    summary.requests, summary.duration, errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
