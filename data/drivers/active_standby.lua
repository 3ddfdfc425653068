-- active_standby: all writes go to one master; the others wait until it fails.
--
-- What it is for: no conflicts between masters, because only one of them is
-- written to, and still no failover to wait for: the next one already accepts
-- writes. It stays where it went, so it does not jump back to a master that
-- has just come up and may fail again.
--
-- What is wrong with it: the other masters do nothing, and each client chooses
-- for itself. After a blip some clients are here and some there: then they do
-- collide, and nothing brings them together again.

local home = nil                        -- where the writes go now

local function usable(endpoint)
    return endpoint.errors == 0 and
           (endpoint.state == "up" or endpoint.state == "unknown" or
            endpoint.state == "suspect" or endpoint.state == "warming")
end

function pick(request, endpoints)
    for _, endpoint in ipairs(endpoints) do
        if endpoint.name == home and usable(endpoint) then
            return home
        end
    end
    for _, endpoint in ipairs(endpoints) do
        if usable(endpoint) then
            home = endpoint.name
            return home
        end
    end
    for _, endpoint in ipairs(endpoints) do
        if endpoint.name ~= request.last then
            return endpoint.name        -- none looks well: then another than last time
        end
    end
    return request.last
end

function on_error(error, attempt)
    if error.class == "connection" or error.class == "txn_lost" or
       error.class == "not_writable" then
        return "retry", 0               -- it cannot have committed: elsewhere, at once
    end
    if error.class == "conflict" or error.class == "lock_wait" or
       error.class == "no_quorum" then
        return "retry"                  -- nobody's host is at fault: back off, same place
    end
    return "report"                     -- an unknown outcome is told as what it is
end
