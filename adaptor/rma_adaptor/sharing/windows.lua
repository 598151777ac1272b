-- The calls of one key, whoever makes them: those that have begun, and those that have a place in the queue.
-- KEYS: begun, queue (sorted by the time of their call, ms on this server's clock), state.
-- ARGV: what to do, then what it needs. Everything expires; nothing names a key, a tenant or a person.
local begun, queue, state = KEYS[1], KEYS[2], KEYS[3]
local WINDOWS = {second = 1000, minute = 60000}
local MARGIN = 1.1 -- calls arrive later than they leave, and not all equally late
local LOST = 2000 -- a place that nobody has come for by then belongs to a process that has ended
local KEPT, LIMITS_KEPT = 140000, 86400000

local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000

local function keep()
    redis.call('PEXPIRE', begun, KEPT)
    redis.call('PEXPIRE', queue, KEPT)
    redis.call('PEXPIRE', state, LIMITS_KEPT)
end

local function drop_old()
    redis.call('ZREMRANGEBYSCORE', begun, '-inf', now - WINDOWS.minute * MARGIN)
    redis.call('ZREMRANGEBYSCORE', queue, '-inf', now - LOST)
end

-- The time from which a call may be made: after those begun and, for whoever comes new, after those queued.
local function free_at(first_limits, is_new)
    local at = math.max(now, tonumber(redis.call('HGET', state, 'held') or 0))
    local queued = is_new and redis.call('ZCARD', queue) or 0
    for window, length in pairs(WINDOWS) do
        local limit = tonumber(redis.call('HGET', state, window) or first_limits[window])
        local key, back = queue, limit
        if limit > queued then
            key, back = begun, limit - queued
        end
        local found = redis.call('ZRANGE', key, -back, -back, 'WITHSCORES')
        if found[2] then
            at = math.max(at, found[2] + length * MARGIN)
        end
    end
    return at
end

-- take: place, latest (ms from now), whether it may queue, first limits, ages (ms) of calls that were not told of.
-- Returns {granted, wait in µs}: granted 1 now, 0 later, -1 not in time.
local function take(place, latest, may_queue, per_second, per_minute, ...)
    for number, age in ipairs({...}) do
        redis.call('ZADD', begun, now - age, place .. ':' .. number)
    end
    local is_new = not redis.call('ZSCORE', queue, place)
    local at = free_at({second = per_second, minute = per_minute}, is_new)
    redis.call('ZREM', queue, place)
    local answer = {0, math.ceil((at - now) * 1000)}
    if at <= now then
        redis.call('ZADD', begun, now, place)
        answer[1] = 1
    elseif at - now > tonumber(latest) then
        answer[1] = -1
    elseif may_queue == '1' then
        redis.call('ZADD', queue, at, place)
    end
    return answer
end

-- hold: for how long (ms) nobody may call. Whoever is queued comes as much later.
local function hold(pause)
    local before = tonumber(redis.call('HGET', state, 'held') or 0)
    local held = math.max(before, now + pause)
    redis.call('HSET', state, 'held', held)
    local queued = redis.call('ZRANGE', queue, 0, -1, 'WITHSCORES')
    local shift = queued[2] and held - queued[2] or 0
    for number = 1, shift > 0 and #queued or 0, 2 do
        redis.call('ZINCRBY', queue, shift, queued[number])
    end
    return 0
end

-- heed: token, then window, limit and calls left of it (or -1) as an answer told them. Calls of strangers are added.
local function heed(token, ...)
    local told = {...}
    for number = 1, #told, 3 do
        local window, limit, left = told[number], tonumber(told[number + 1]), tonumber(told[number + 2])
        redis.call('HSET', state, window, limit)
        local ours = redis.call('ZCOUNT', begun, now - WINDOWS[window], '+inf')
        for stranger = 1, left >= 0 and limit - left - ours or 0 do
            redis.call('ZADD', begun, now, token .. window .. stranger)
        end
    end
    return 0
end

drop_old()
local answer = ({take = take, hold = hold, heed = heed})[ARGV[1]](unpack(ARGV, 2))
keep()
return answer
