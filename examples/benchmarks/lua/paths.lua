-- Arguments: a count and a pattern with %d in it for 0 to count - 1; the requests are for these paths in turn.
dofile((debug.getinfo(1, "S").source:match("@?(.*/)") or "") .. "report.lua")

function init(arguments)
  requests, next_request = {}, 0
  for i = 1, tonumber(arguments[1]) do
    requests[i] = wrk.format("GET", string.format(arguments[2], i - 1))
  end
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end
