-- Argument: how many requests are sent at once.
dofile((debug.getinfo(1, "S").source:match("@?(.*/)") or "") .. "report.lua")

function init(arguments)
  batch = string.rep(wrk.format("GET"), tonumber(arguments[1]))
end

function request()
  return batch
end
