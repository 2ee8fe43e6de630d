-- The requests that wrk sends: templates, filled with one user after the other.
--
-- BENCH_REQUESTS names a folder with the files `users` (one id a line, in random order) and `1`, `2` ... (whole requests,
-- with USER-ID where the id goes). The users are shared out among wrk's threads. A thread goes through its users with the
-- first request, then again with the second and so on, so that a change is undone only long after it was answered.
-- The program and nginx get the same requests, made at the same cost.

local threads = 0

function setup(thread)
	thread:set("number", threads)
	threads = threads + 1
end

local users, requests = {}, {}
local position, pass = 0, 1
local is_checked -- wrk asks its first thread for a request that it only looks at

local function read_requests(folder)
	for i = 1, 9 do
		local file = io.open(folder .. "/" .. i, "rb")
		if not file then
			return
		end
		local text = file:read("*a")
		file:close()
		local from, to = text:find("USER-ID", 1, true)
		requests[i] = { before = text:sub(1, from - 1), after = text:sub(to + 1) }
	end
end

function init(args)
	local folder = os.getenv("BENCH_REQUESTS")
	local count = tonumber(os.getenv("BENCH_THREADS"))
	local line_number = 0
	for line in io.lines(folder .. "/users") do
		if line_number % count == number then
			users[#users + 1] = line
		end
		line_number = line_number + 1
	end
	read_requests(folder)
	is_checked = number > 0
	if os.getenv("BENCH_ANYWHERE") then
		math.randomseed(os.time() + number)
		position = math.random(#users)
	end
end

local function fill(template, user)
	return template.before .. user .. template.after
end

function request()
	if not is_checked then
		is_checked = true
		return fill(requests[1], users[1])
	end
	position = position + 1
	local user = users[position]
	if not user then
		position = 1
		user = users[1]
		pass = pass % #requests + 1
	end
	return fill(requests[pass], user)
end

function done(summary, latency)
	local errors = summary.errors
	io.write(string.format(
		'RESULT {"requests":%d,"us":%d,"bytes":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d,'
			.. '"p50us":%d,"p99us":%d,"maxUs":%d}\n',
		summary.requests, summary.duration, summary.bytes, errors.connect, errors.read, errors.write,
		errors.status, errors.timeout, latency:percentile(50), latency:percentile(99), latency.max))
end
