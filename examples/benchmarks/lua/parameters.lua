-- What a browser sends with a small form.
dofile((debug.getinfo(1, "S").source:match("@?(.*/)") or "") .. "report.lua")

wrk.method = "POST"
wrk.path = "/parameters?a=1&m=x&m=y&q=hello%20world"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Cookie"] = "theme=dark; lang=en; id=0123456789abcdef"
wrk.headers["X-Bench"] = "yes"
wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) bench/1.0"
wrk.headers["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
wrk.headers["Accept-Language"] = "en-GB,en;q=0.5"
wrk.headers["Accept-Encoding"] = "gzip, deflate"
wrk.body = "name=J%C3%BCrgen+M&email=j%40example.test&m=z&age=42&comment=this+is+a+short+comment"
