-- Argument: the size of the body, a multiple of 16.
dofile((debug.getinfo(1, "S").source:match("@?(.*/)") or "") .. "report.lua")

function init(arguments)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/octet-stream"
  wrk.body = string.rep("abcdefghijklmnop", tonumber(arguments[1]) / 16)
  one = wrk.format()
end

function request()
  return one
end
