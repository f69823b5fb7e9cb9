-- Sends the requests of a file one after the other: each begins with a line that says how many bytes follow.
-- Eight zeros in a request, where it has them, become a number of their own each time.
local requests, sent, fresh = {}, 0, false

function init(args)
  local file = assert(io.open(args[1], "rb"))
  for line in file:lines() do
    requests[#requests + 1] = file:read(tonumber(line))
  end
  file:close()
  fresh = args[2] == "fresh"
  sent = tonumber(args[3] or "0")
end

function request()
  sent = sent + 1
  local whole = requests[sent % #requests + 1]
  if fresh then
    return (whole:gsub("00000000", string.format("%08d", sent), 1))
  end
  return whole
end

function done(summary, latency, _)
  local faults = summary.errors
  io.write(string.format('\n{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"faults":%d,"bytes":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    faults.connect + faults.read + faults.write + faults.status + faults.timeout, summary.bytes))
end
