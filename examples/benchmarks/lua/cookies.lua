-- Arguments: cookies, which the requests carry in turn.
dofile((debug.getinfo(1, "S").source:match("@?(.*/)") or "") .. "report.lua")

function init(arguments)
  requests, next_request = {}, 0
  for i, cookie in ipairs(arguments) do
    wrk.headers["Cookie"] = cookie
    requests[i] = wrk.format("GET")
  end
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end
